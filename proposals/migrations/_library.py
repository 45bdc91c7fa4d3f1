"""The words an installation starts with: one template of proposals and a few reusable texts. Comercial edits them.

They are Spanish, as the client reads them, in Markdown. Nothing here claims what only the company can prove: dates,
certificates and experience are evidence, which Comercial keeps.
"""

TEMPLATE_NAME = "Propuesta de contact center"

SECTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "letter",
        "Carta de presentación",
        """{city}

Respetado(a) {contact}:

Agradecemos a {client} la invitación a presentar nuestra propuesta para el servicio de {service}. La preparamos a partir de la información que ustedes nos entregaron y de la revisión de cada requisito con las áreas que van a operar el servicio.

Ofrecemos {seats} puestos durante {months} meses, con los niveles de servicio y las condiciones que se describen en este documento. Los precios son los del acta {acta}, aprobada por Planeación, Tecnología y la Dirección General, y la oferta es válida hasta el {valid_until}.

Manifestamos que conocemos los requisitos de la solicitud, que los aceptamos en los términos de la matriz de cumplimiento y que la información aquí contenida es veraz y verificable.

Quedamos a su disposición para sustentar la propuesta y resolver sus inquietudes.

Cordialmente,

**Almacontact**
Dirección Comercial""",
    ),
    (
        "summary",
        "Resumen ejecutivo",
        """{client} busca un aliado para el servicio de {service}, con este objetivo: {objective}. Nuestra respuesta es una operación dedicada de {seats} puestos, dimensionada con sus volúmenes, medida desde el primer día y gobernada con ustedes.

- **Lo que ofrecemos:** atención por {channels}, en el horario {hours}, durante {months} meses.
- **Lo que nos comprometemos a cumplir:** {sla}, con informe diario y revisión mensual.
- **Cómo lo hacemos:** un modelo operativo con dimensionamiento verificable, formación antes de salir a producción y monitoreo de calidad permanente.
- **Cuánto cuesta:** los valores están en el anexo de precios y corresponden al acta {acta}, sin cobros adicionales por conceptos ya incluidos.

El dimensionamiento no es una promesa comercial: fue calculado y firmado por Planeación, y el lector puede comprobarlo en la tabla del modelo operativo.""",
    ),
    (
        "understanding",
        "Entendimiento de la necesidad",
        """Entendemos que {client} requiere el servicio de {service} y que su objetivo es el siguiente: {objective}. De la información recibida destacamos lo que condiciona el diseño del servicio:

- Los canales por los que se atenderá: {channels}.
- El horario de atención: {hours}.
- Los volúmenes y tiempos de atención, de los que parte el dimensionamiento.
- Los requisitos excluyentes, que respondemos uno a uno en la matriz de cumplimiento.

Para sus usuarios, un buen servicio significa ser atendidos pronto, una sola vez y con una respuesta correcta. Para {client}, significa saber cada día qué pasó, qué se está corrigiendo y cuánto cuesta. El diseño que sigue responde a ambas cosas.

Los supuestos que tomamos donde la solicitud no precisa un dato están en el alcance. Si alguno no corresponde a su realidad, lo ajustamos por medio de una aclaración antes de la adjudicación.""",
    ),
    (
        "company",
        "Compañía y experiencia",
        """Almacontact es una compañía colombiana dedicada a los servicios de contact center y de tercerización de procesos de negocio. Operamos puestos de trabajo con agentes propios, por mes y por el plazo del contrato, y respondemos por el resultado de la operación y no solo por la disponibilidad de personas.

Nuestra gestión comercial y operativa se rige por un sistema de gestión de calidad: cada etapa, desde la recepción de los requisitos hasta la primera factura, deja un registro que puede auditarse.

La experiencia que acreditamos para este proceso, con su objeto, valor y puestos, se relaciona en los documentos de soporte. Cada certificación puede verificarse con la entidad que la expidió.""",
    ),
    (
        "scope",
        "Alcance y exclusiones",
        """## Qué incluye

1. La operación del servicio de {service} por {channels}, en el horario {hours}, con {seats} puestos durante {months} meses.
2. La selección, contratación, formación y administración del personal, con todas sus obligaciones laborales y de seguridad social.
3. Los puestos de trabajo, la plataforma de contacto, la telefonía y la conectividad hasta el punto de integración con {client}.
4. El monitoreo de calidad, la planeación de la fuerza laboral y los informes descritos en esta propuesta.
5. La implementación, el acompañamiento y la entrega ordenada del servicio al terminar el contrato.

## Qué no incluye

- Desarrollos, licencias o integraciones distintos de los descritos en la sección de tecnología.
- Volúmenes por fuera de la banda acordada en el anexo de precios: se atienden por la vía de la aclaración o del otrosí.
- Costos de terceros que {client} contrate directamente.

## Supuestos

{client} entrega oportunamente la base de conocimiento, los accesos a sus sistemas y los interlocutores que toman decisiones. Los volúmenes, tiempos de atención y curvas de llegada son los informados en la solicitud.""",
    ),
    (
        "operating_model",
        "Modelo operativo",
        """La operación se dimensiona con el método Erlang C, por tipo de día y por intervalo, a partir de los volúmenes y del tiempo medio de atención que informó {client}. De allí se obtienen los agentes necesarios en cada intervalo, las horas productivas del mes, la planta contratada y los puestos: {seats}.

La jornada contratada se ajusta a la ley laboral colombiana. Sobre las horas productivas se suman los tiempos de descanso, formación y retroalimentación, y el ausentismo esperado, de manera que el nivel de servicio se cumpla con las personas realmente disponibles.

- **Programación:** turnos semanales publicados con anticipación, ajustados a la curva de llegada.
- **Tiempo real:** seguimiento por intervalo; ante una desviación se reasignan pausas, formaciones y agentes multicanal.
- **Contingencia:** una reserva de puestos y un plan de contacto para picos, campañas y ausencias.
- **Mejora:** revisión mensual de motivos de contacto, recontacto y oportunidades de autoservicio.

La tabla de dimensionamiento que acompaña esta sección proviene del mismo cálculo que soporta el precio.""",
    ),
    (
        "people",
        "Personas y estructura",
        """El equipo se conforma con agentes dedicados y con una estructura de apoyo proporcional a la planta: supervisión, calidad, formación, planeación y coordinación. La cantidad de cada cargo es la del modelo de precio y no se reduce durante la operación.

1. **Perfil:** escolaridad, experiencia y competencias acordadas con {client} antes de convocar.
2. **Selección:** convocatoria, pruebas de conocimiento y de habilidades, entrevista y verificación de antecedentes en lo que permite la ley.
3. **Contratación:** vinculación directa, con afiliación a seguridad social antes del primer día de labores.
4. **Permanencia:** plan de reconocimiento, acompañamiento del supervisor y entrevistas de retiro, para mantener la rotación dentro de lo previsto.

Las vacantes se cubren con una lista de candidatos aprobados. {client} puede pedir el retiro de un agente de su operación por razones objetivas, y lo reemplazamos sin costo.""",
    ),
    (
        "training",
        "Formación",
        """Ningún agente atiende usuarios sin haber aprobado la formación. El plan se construye con {client} y se mantiene vigente durante todo el contrato.

| Etapa | Contenido | Resultado |
|---|---|---|
| Inducción | Compañía, seguridad de la información, protección de datos, servicio | Evaluación aprobada |
| Producto | Procesos, sistemas y casos de {client} | Evaluación aprobada |
| Práctica | Simulaciones y escucha de contactos reales | Lista de chequeo del formador |
| Nido | Primeros contactos con acompañamiento | Indicadores en meta |
| Actualización | Cambios de producto, refuerzos por calidad | Evaluación periódica |

Los resultados se informan a {client}. Quien no alcanza el puntaje mínimo repite la etapa o no ingresa a la operación.""",
    ),
    (
        "quality",
        "Calidad",
        """La calidad se mide sobre contactos reales, con una matriz acordada con {client} que separa los errores que afectan al usuario, al negocio y al cumplimiento.

- **Muestra:** contactos de todos los agentes cada mes, en todos los canales y franjas.
- **Calibración:** sesiones conjuntas con {client}, para que todos califiquen igual.
- **Retroalimentación:** oportuna y documentada; los errores críticos se corrigen el mismo día.
- **Voz del usuario:** encuesta de satisfacción al terminar el contacto, con análisis de los motivos.
- **Acciones:** toda desviación repetida genera una acción correctiva con responsable, fecha y verificación de eficacia.""",
    ),
    (
        "reporting",
        "Planeación e informes",
        """Planeación entrega a {client} una sola versión de las cifras, con definiciones acordadas antes de comenzar y disponibles para consulta.

| Informe | Frecuencia | Contenido |
|---|---|---|
| Operación | Diaria | Volumen, atención, abandono, tiempo medio, nivel de servicio por intervalo |
| Gestión | Semanal | Tendencias, motivos de contacto, calidad, ausentismo y rotación |
| Comité | Mensual | Cumplimiento de niveles de servicio, pronóstico, acciones y mejoras |

El pronóstico se actualiza cada mes con la información de campañas y novedades que {client} comparta. Los datos detallados pueden entregarse por el medio seguro que ustedes definan.""",
    ),
    (
        "technology",
        "Tecnología, seguridad y continuidad",
        """## Plataforma

La plataforma de contacto reúne los canales {channels} en un solo escritorio del agente, con enrutamiento por habilidades, grabación, y tableros en tiempo real. La integración con los sistemas de {client} se define en la implementación, por los medios que su área de tecnología apruebe.

## Seguridad de la información

- Acceso por persona, con el mínimo privilegio y segundo factor donde el sistema lo permite.
- Puestos sin almacenamiento local de datos de usuarios y navegación restringida.
- Grabaciones y registros conservados por el tiempo acordado y entregados o eliminados al terminar el contrato.
- Tratamiento de datos personales como encargado, conforme a la Ley 1581 de 2012 y a las instrucciones de {client}.

## Continuidad

Contamos con planes de continuidad y de recuperación que cubren energía, conectividad, plataforma y sede. Los tiempos objetivo se acuerdan con {client} y los planes se prueban periódicamente, con informe de resultados.""",
    ),
    (
        "service_levels",
        "Niveles de servicio y penalizaciones",
        """Nos comprometemos con los siguientes indicadores, medidos cada mes con los datos de la plataforma:

| Indicador | Compromiso | Cómo se mide |
|---|---|---|
| Nivel de servicio | {sla} | Contactos atendidos dentro del umbral sobre contactos recibidos |
| Calidad | Según la matriz acordada | Promedio de los contactos evaluados |
| Entrega de informes | En la fecha acordada | Informes a tiempo sobre informes debidos |

Los compromisos rigen mientras el volumen esté dentro de la banda del anexo de precios. No se computan los intervalos afectados por fallas de sistemas de {client}, fuerza mayor o volúmenes no pronosticados.

Las penalizaciones, si las hay, se aplican sobre la factura del mes en que ocurrió el incumplimiento, previa revisión conjunta de las cifras, y con el tope que fije el contrato.""",
    ),
    (
        "implementation",
        "Implementación",
        """La implementación la dirige un responsable único, con un plan acordado y seguimiento semanal.

| Fase | Actividades principales |
|---|---|
| 1. Inicio | Reunión de inicio, entrega del proyecto a las áreas, plan y responsables |
| 2. Diseño | Procesos, guiones, matriz de calidad, definiciones de los informes, integraciones |
| 3. Preparación | Selección, contratación, formación, puestos y pruebas de la plataforma |
| 4. Salida | Nido, estabilización y acompañamiento reforzado |
| 5. Régimen | Operación en meta y comités de gobierno |

Las fechas se fijan desde la firma del contrato y dependen de la entrega oportuna de accesos e información. La salida a producción se decide con {client}, con una lista de chequeo que ambas partes firman.""",
    ),
    (
        "governance",
        "Gobierno del contrato",
        """| Comité | Frecuencia | Participan | Decide |
|---|---|---|---|
| Operativo | Semanal | Coordinación y supervisión, usuario líder de {client} | Ajustes de la operación |
| Táctico | Mensual | Gerencia de operaciones, responsable del contrato | Niveles de servicio, acciones, pronóstico |
| Estratégico | Trimestral | Direcciones de ambas compañías | Mejoras, alcance, evolución del servicio |

Cada comité deja un acta con compromisos, responsables y fechas. Los asuntos que no se resuelven en un nivel escalan al siguiente en un plazo acordado.

Los cambios de alcance se tramitan por escrito: se evalúa su efecto en volumen, servicio y precio, y solo rigen cuando ambas partes los aprueban.""",
    ),
    (
        "compliance",
        "Matriz de cumplimiento",
        """La siguiente matriz responde cada requisito de la solicitud: si lo cumplimos, en qué sección de esta propuesta se desarrolla y con qué documento se soporta. Los cumplimientos parciales indican el plan y la fecha en que quedarán completos.""",
    ),
    (
        "prices",
        "Anexo de precios",
        """Los valores de este anexo son los aprobados en el acta {acta}, expresados en pesos colombianos, y son válidos hasta el {valid_until}. El IVA se discrimina aparte, a la tarifa vigente en la fecha de la factura.

La facturación es mensual, por los puestos contratados, durante {months} meses. Los valores se actualizan según la cláusula de indexación que se indica.""",
    ),
    (
        "supporting",
        "Documentos de soporte",
        """Relacionamos los documentos que soportan esta propuesta. Se entregan como anexos y su vigencia corresponde a la fecha de presentación.""",
    ),
    (
        "acceptance",
        "Aceptación",
        """Esta propuesta es válida hasta el {valid_until}. La aceptación por escrito de {client}, por carta, correo electrónico o en la plataforma del proceso, da lugar a la reunión de inicio y a la elaboración del contrato en los términos aquí ofrecidos.

Lo que el contrato modifique frente a esta propuesta en volumen, plazo, nivel de servicio o precio deberá ser aprobado por ambas partes antes de la firma.""",
    ),
)
"""The sections of the template, in order: key of `SectionKey`, title, words."""

TEXTS: tuple[tuple[str, str, str], ...] = (
    (
        "scope",
        "Supuestos del dimensionamiento",
        """- Los volúmenes y las curvas de llegada son los informados por {client} para los últimos doce meses.
- El tiempo medio de atención incluye la conversación y el trabajo posterior al contacto.
- Las variaciones del volumen dentro de la banda acordada no modifican el precio por puesto.
- Los picos por campañas se avisan con al menos quince días de anticipación.""",
    ),
    (
        "operating_model",
        "Operación 24×7",
        """La operación continua se organiza en turnos rotativos que respetan los descansos legales. La planta considera los recargos nocturnos, dominicales y festivos, y una reserva para cubrir ausencias en la madrugada. En cada turno hay un responsable con autoridad para activar los planes de contingencia y avisar a {client}.""",
    ),
    (
        "operating_model",
        "Atención de picos y campañas",
        """Ante un aumento temporal del volumen activamos, en este orden: la reserva de puestos, la reprogramación de pausas y formaciones, los agentes multicanal y las horas adicionales acordadas. Si el pico supera la banda del anexo de precios, proponemos a {client} una ampliación con costo y fecha antes de ejecutarla.""",
    ),
    (
        "people",
        "Plan de permanencia",
        """La rotación afecta al usuario antes que al costo. Por eso combinamos tres medidas: un perfil que corresponde a la labor, un supervisor con un equipo que puede acompañar, y un plan de reconocimiento ligado a calidad y asistencia. El indicador se presenta en el comité mensual con sus causas.""",
    ),
    (
        "technology",
        "Protección de datos personales",
        """Almacontact actúa como encargado del tratamiento, conforme a la Ley 1581 de 2012 y al Decreto 1377 de 2013. Tratamos los datos solo para la finalidad que {client} defina, con acuerdos de confidencialidad individuales, y atendemos las consultas y reclamos de los titulares en los plazos de ley. Los incidentes de seguridad se comunican a {client} sin demora, con sus causas y medidas.""",
    ),
    (
        "technology",
        "Continuidad del negocio",
        """El plan de continuidad identifica los procesos críticos, los tiempos máximos de interrupción y las estrategias de recuperación por escenario: falla eléctrica, de conectividad, de plataforma, indisponibilidad de la sede y ausencia masiva de personal. Se prueba periódicamente y sus resultados se comparten con {client}.""",
    ),
    (
        "service_levels",
        "Cobranza y ventas: Ley 2300 de 2023",
        """Las gestiones de cobranza y de ventas respetan los horarios, la frecuencia y los canales autorizados por el usuario, según la Ley 2300 de 2023. La plataforma bloquea los intentos por fuera de los límites y deja registro de cada contacto, disponible para auditoría de {client}.""",
    ),
    (
        "quality",
        "Encuesta de satisfacción",
        """Al terminar el contacto el usuario califica la atención en una encuesta corta, por el mismo canal. Medimos la satisfacción, la solución en el primer contacto y el esfuerzo percibido. Las calificaciones bajas se revisan una a una y sus motivos se llevan al comité mensual.""",
    ),
    (
        "implementation",
        "Transición desde otro operador",
        """1. Inventario de procesos, bases, grabaciones y casos abiertos con el operador actual.
2. Transferencia de conocimiento y sombra de contactos.
3. Operación en paralelo por canales o segmentos, con migración gradual del volumen.
4. Cierre de la transición con acta y verificación de que no quedan casos sin dueño.

Durante la transición mantenemos un comité semanal con {client} y un plan de reversa.""",
    ),
    (
        "prices",
        "Cláusula de indexación",
        """Los valores se actualizan el primero de enero de cada año. La parte del precio que corresponde a salarios y a sus cargas varía con el salario mínimo legal mensual vigente, y la parte restante con el índice de precios al consumidor del año anterior certificado por el DANE.""",
    ),
    (
        "",
        "Confidencialidad de la propuesta",
        """La información de este documento es confidencial y se entrega únicamente para la evaluación de la oferta. {client} podrá compartirla con quienes participan en la decisión, bajo el mismo deber de reserva.""",
    ),
)
"""Reusable texts: key of the section they are for ('' for any), title, words."""
